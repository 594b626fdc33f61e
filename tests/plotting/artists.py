"""Find what a picture has drawn."""


def by_gid(ax, gid):
    """Return the lines of axes that have a name (gid)."""
    return [line for line in ax.lines if line.get_gid() == gid]
