#!/bin/sh
# Makes the namespace of the pacts unless it is there; a failure makes Compose try again. What its pages show of a pact
# is registered by the worker. Reads TEMPORAL_ADDRESS, CLUSTERPACT_NAMESPACE and CLUSTERPACT_RETENTION.
set -eu

temporal operator cluster health
if temporal operator namespace describe --namespace "$CLUSTERPACT_NAMESPACE" >/dev/null 2>&1; then
  echo "namespace $CLUSTERPACT_NAMESPACE is there"
else
  temporal operator namespace create --namespace "$CLUSTERPACT_NAMESPACE" --retention "$CLUSTERPACT_RETENTION"
fi
