"""Every case that the programme has met or fears, each told once and lived in one process or on real servers."""
