"""What each side of a case is offered to do: its buttons, the forms behind them, what is said
after."""
