// A page opened from a folder may not fetch another one, so there the search lists titles without excerpts.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// The theme's two side bars get names, and what is wider than its box can be scrolled from the keyboard.
addEventListener("load", () => {
  document.querySelector(".sidebar-drawer").ariaLabel = "Pages";
  document.querySelector(".toc-drawer").ariaLabel = "This page";
  for (const box of document.querySelectorAll("pre, .table-wrapper, .cell_output, div.math")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
});
