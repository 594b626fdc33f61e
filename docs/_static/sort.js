// Sort a table by a column when its heading is clicked: numbers by size, and anything else by name.
// A second click turns the order round. Short tables are left as they are.
(function () {
  const LEAST_ROWS = 8;

  function valueOf(row, column) {
    const text = row.cells[column] ? row.cells[column].textContent.trim() : "";
    const number = parseFloat(text.replace(/,/g, "").replace("\u2212", "-"));
    return Number.isNaN(number) ? text.toLowerCase() : number;
  }

  function compare(a, b) {
    if (typeof a === typeof b) {
      return a < b ? -1 : a > b ? 1 : 0;
    }
    return typeof a === "number" ? -1 : 1;
  }

  function sortBy(body, heading, column) {
    const falling = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentNode.cells) {
      other.removeAttribute("aria-sort");
    }
    heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const rows = Array.from(body.rows);
    rows.sort((a, b) => compare(valueOf(a, column), valueOf(b, column)) * (falling ? -1 : 1));
    rows.forEach((row) => body.appendChild(row));
  }

  addEventListener("DOMContentLoaded", () => {
    for (const table of document.querySelectorAll(".bd-article table")) {
      const body = table.tBodies[0];
      if (!table.tHead || !body || body.rows.length < LEAST_ROWS) {
        continue;
      }
      Array.from(table.tHead.rows[0].cells).forEach((heading, column) => {
        heading.classList.add("sortable");
        heading.tabIndex = 0;
        heading.title = "Sort by this column";
        heading.addEventListener("click", () => sortBy(body, heading, column));
        heading.addEventListener("keydown", (event) => {
          if (event.key === "Enter") {
            sortBy(body, heading, column);
          }
        });
      });
    }
  });
})();
