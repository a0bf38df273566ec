"""How every request is taken and every answer is sent, whichever route it is for."""
