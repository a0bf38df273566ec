"""What starts everything: the command line, the supervisor of the processes, the demo."""
