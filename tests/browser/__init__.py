"""What a reader's browser does with our pages: real server, real Chromium."""
