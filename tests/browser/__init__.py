"""What the browser tests share: a browser, a server for the built book, and hands for a page and its figures."""
