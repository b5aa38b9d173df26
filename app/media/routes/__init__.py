"""Files over HTTP: `public` for readers, `bringing` for those who bring them."""
