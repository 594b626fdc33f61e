"""Draw the rooms of the package, their floors, and what imports what, as the code has it.

docs/conf.py draws the picture whenever the pages are built, so it is never out of date. To look
at it alone: ``python docs/architecture.py architecture.svg``.
"""

import runpy
import sys
from itertools import combinations, pairwise, permutations
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

# The floors, and the reading of the imports, are those that the tests check.
HOUSE = runpy.run_path(str(Path(__file__).parents[1] / "tests" / "house.py"))
FLOORS, PACKAGE = HOUSE["FLOORS"], HOUSE["PACKAGE"]

SIZE = 8.0, 8.4  # inches; at 100 pixels to the inch the picture is 800 pixels wide
WIDTH, HEIGHT = 1.78, 0.34  # of a box; neighbouring places are 1 apart, as are floors
PLACES = range(7)  # of a floor, from left to right
DIRECT, IMPLIED = {"color": "#1f4e79", "lw": 1.2}, {"color": "0.78", "lw": 0.8}


def draw(path):
    """Draw the picture to a file."""
    # A fixed salt and no date: the same code gives the same file.
    with matplotlib.rc_context({"svg.hashsalt": "sk_epinet"}):
        make_figure().savefig(path, metadata={"Date": None})


def make_figure():
    """Return the picture: a box for each room, and an arrow from each room to what it imports."""
    arrows = HOUSE["arrows"](PACKAGE)
    places = arrange(arrows)
    figure = Figure(SIZE, layout="constrained")
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    ax.set_axis_off()
    ax.set(xlim=(-1.75, PLACES[-1] + 1), ylim=(-0.5, len(FLOORS) - 0.5))
    for level in range(len(FLOORS)):
        if level % 2 == 0:
            ax.axhspan(level - 0.5, level + 0.5, color="0.965", lw=0)
        ax.text(-1.7, level, f"floor {level + 1}", va="center", color="0.45", fontsize=9)
    draw_arrows(ax, arrows, places)
    for room, (x, y) in places.items():
        draw_box(ax, room, x, y)
    return figure


def draw_box(ax, room, x, y):
    is_folder = (PACKAGE / room).is_dir()
    corner, style = (x - WIDTH / 2, y - HEIGHT / 2), "round,pad=0,rounding_size=0.08"
    colour = "#dbe8f5" if is_folder else "#fdf1d8"
    box = FancyBboxPatch(corner, WIDTH, HEIGHT, style, fc=colour, ec="0.35", lw=0.8, zorder=3)
    ax.add_patch(box)
    name = f"{room}/" if is_folder else f"{room}.py"
    style = {"ha": "center", "va": "center", "family": "monospace", "fontsize": 9, "zorder": 4}
    ax.text(x, y, name, parse_math=False, **style)


def draw_arrows(ax, arrows, places):
    """Draw the arrows; those that follow from others are grey."""
    implied = follow_from_others(arrows)
    for source, target in sorted(arrows):
        style = IMPLIED if (source, target) in implied else DIRECT
        start = port(places, source, [b for a, b in arrows if a == source], target, -1)
        end = port(places, target, [a for a, b in arrows if b == target], source, 1)
        arrow = FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=8,
            shrinkA=0,
            shrinkB=0,
            zorder=1 + (style is DIRECT),
            gid=f"{source} imports {target}",
            **style,
        )
        ax.add_patch(arrow)


def port(places, room, others, other, side):
    """Return where the arrow to or from another room meets the box: below (-1) or above (1)."""
    x, y = places[room]

    def slant(name):
        return (places[name][0] - x) / abs(places[name][1] - y)

    order = sorted(others, key=lambda name: (slant(name), name))
    share = (order.index(other) + 1) / (len(order) + 1) - 0.5
    return x + 0.8 * WIDTH * share, y + side * HEIGHT / 2


def follow_from_others(arrows):
    """Return the arrows whose end can be reached from their beginning on other arrows."""
    below = {}
    for source, target in arrows:
        below.setdefault(source, set()).add(target)

    def reach(room):
        return {room}.union(*(reach(next_room) for next_room in below.get(room, ())))

    return {
        (source, target)
        for source, target in arrows
        if any(target in reach(other) for other in below[source] - {target})
    }


def arrange(arrows):
    """Return the place and the floor of each room, so that arrows are easy to follow."""
    places = {}
    for level, rooms in enumerate(FLOORS):
        # To begin with, in the middle, by name.
        left = (PLACES[-1] - 2 * (len(rooms) - 1)) // 2
        places |= {room: (left + 2 * i, level) for i, room in enumerate(sorted(rooms))}
    direct = arrows - follow_from_others(arrows)
    least, before = cost(arrows, direct, places), None
    while least != before:
        before = least
        for level, rooms in enumerate(FLOORS):
            for xs in possible_places(len(rooms)):
                row = zip(sorted(rooms), xs, strict=True)
                tried = places | {room: (x, level) for room, x in row}
                if (tried_cost := cost(arrows, direct, tried)) < least:
                    places, least = tried, tried_cost
    return places


def possible_places(n_rooms):
    """Yield the ways to put rooms on a floor without overlap."""
    for places in combinations(PLACES, n_rooms):
        if all(right - left >= 2 for left, right in pairwise(places)):
            yield from permutations(places)


def cost(arrows, direct, places):
    """Return how hard the arrows are to follow: slant, crossings, and boxes in the way."""
    crossings = sum(cross(places, *pair) for pair in combinations(sorted(direct), 2))
    behind = slant = 0
    for source, target in arrows:
        (x1, y1), (x2, y2) = places[source], places[target]
        slant += abs(x1 - x2)
        for x, y in places.values():
            if y2 < y < y1:
                at = x2 + (x1 - x2) * (y - y2) / (y1 - y2)
                behind += abs(at - x) < WIDTH / 2 + 0.1
    return 0.1 * slant + crossings + 2 * behind


def cross(places, first, second):
    """Tell whether two arrows cross between the floors that both of them pass."""
    if set(first) & set(second):
        return False
    ends = [(places[source], places[target]) for source, target in (first, second)]
    high = min(y for (_, y), _ in ends)
    low = max(y for _, (_, y) in ends)
    if low >= high:
        return False
    gaps = []
    for y in (low, high):
        left, right = (x2 + (x1 - x2) * (y - y2) / (y1 - y2) for (x1, y1), (x2, y2) in ends)
        gaps.append(left - right)
    return gaps[0] * gaps[1] <= 0


if __name__ == "__main__":
    draw(sys.argv[1])
