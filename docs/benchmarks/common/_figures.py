"""Figures that more than one study draws."""


def draw_boxes(path, scores, label):
    """Draw box plots of scores, one panel a group and one box a method.

    Parameters
    ----------
    path : Path
        The file to write.
    scores : dict of dict of sequence of float
        Scores by group and method.
    label : str
        Of the axis of scores.
    """
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(
        1, len(scores), figsize=(2.5 + 3.5 * len(scores), 3.2), sharey=True, squeeze=False
    )
    for axis, (group, by_method) in zip(axes.flat, scores.items(), strict=True):
        for place, values in enumerate(by_method.values()):
            axis.boxplot([values], positions=[-place], orientation="horizontal", widths=0.6)
            axis.plot(values, [-place] * len(values), "o", ms=3, color="#0072B2", alpha=0.6)
        axis.set_yticks([-place for place in range(len(by_method))], list(by_method))
        axis.set(title=group, xlabel=label)
        axis.spines[["top", "right"]].set_visible(False)
    fig.tight_layout()
    fig.savefig(path, dpi=150)
    plt.close(fig)
