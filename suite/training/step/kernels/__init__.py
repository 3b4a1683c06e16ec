"""Operations that compute something of Keras's by another kernel."""
