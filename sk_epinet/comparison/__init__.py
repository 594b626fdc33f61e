"""What the command ``sk-epinet`` does: compare models on a landscape and report."""
