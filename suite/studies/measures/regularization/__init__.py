"""What regularization does: dropout and its relatives, penalties, averages of models."""
