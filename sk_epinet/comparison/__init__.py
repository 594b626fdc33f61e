"""The command ``sk-epinet``: compare models on a landscape, and report what was found."""
