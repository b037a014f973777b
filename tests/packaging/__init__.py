"""What is installed: wheel, source distribution and editable install, tried where nothing of the checkout is."""
