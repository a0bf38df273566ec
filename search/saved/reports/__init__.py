"""Reports of saved searches that come by mail, one for each day or week."""
