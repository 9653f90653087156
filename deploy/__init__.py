"""How the platform is started, stopped and shipped. Product code never imports this package."""
