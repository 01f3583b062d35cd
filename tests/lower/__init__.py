"""The project without the apps above the case: what a lower app needs of a higher one is missed."""
