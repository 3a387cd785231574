"""What notebook 06 computes, draws and checks: stochastic gradient descent."""
