"""`kliping doctor`: whether this machine is ready, looked at part by part, each with what to do."""
