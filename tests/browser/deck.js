// Put into a page that shows a notebook as slides: what is on the screen now, and what of it is cut off.
window.deck = (() => {
    const shown = () => [...document.querySelectorAll(".jp-Deck .jp-Cell.jp-deck-mod-onscreen")];
    const PARTS = "*:not(svg *, mjx-container *, .cm-scroller *, input, select)";
    const notebook = () => window.jupyterapp.shell.currentWidget.content;

    // The cells of the slide, how many of them are still to be revealed, and the first words.
    function look() {
        const cells = shown();
        const words = cells.map((cell) => cell.innerText).join(" ");
        return {
            cells: notebook().widgets.flatMap((cell, i) => (cells.includes(cell.node) ? [i] : [])),
            hidden: cells.filter((cell) => !cell.classList.contains("jp-deck-mod-visible")).length,
            words: words.replace(/\s+/g, " ").trim().slice(0, 60),
            notes: Boolean(document.querySelector(".jp-deck-mod-onscreen[data-jpf-cell-tags*=',notes,']")),
        };
    }

    // What is farthest beyond the screen, and a line for everything that is cut by what it lies in, or scrolls there.
    function faults() {
        const [beyond, cut] = [[], []];
        for (const element of shown().flatMap((cell) => [...cell.querySelectorAll(PARTS)])) {
            const { width, height, top, left, bottom, right } = element.getBoundingClientRect();
            if (!width || !height || !element.checkVisibility()) continue;
            const name = `${element.tagName} ${element.className}`.slice(0, 60);
            beyond.push([Math.max(-top, -left, bottom - innerHeight, right - innerWidth), name]);
            const { overflowX, overflowY } = getComputedStyle(element);
            const { clientWidth, scrollWidth, clientHeight, scrollHeight } = element;
            const wide = overflowX !== "visible" ? scrollWidth - clientWidth : 0;
            const high = overflowY !== "visible" ? scrollHeight - clientHeight : 0;
            if (clientWidth > 1 && Math.max(wide, high) > 1) cut.push(`${wide} x ${high} px cut: ${name}`);
        }
        const [farthest, name] = beyond.sort(([a], [b]) => b - a)[0];
        return farthest > 1 ? [`${Math.round(farthest)} px beyond the screen: ${name}`, ...cut] : cut;
    }

    // How high the smallest letters of the prose, of the code and of the pictures are, in thousandths of the screen.
    function letters() {
        const size = (element) => parseFloat(getComputedStyle(element).fontSize);
        const scale = (text) => size(text) * Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b);
        const smallest = (selector, measure) =>
            Math.min(
                ...shown()
                    .flatMap((cell) => [...cell.querySelectorAll(selector)])
                    .filter((element) => element.checkVisibility() && element.textContent.trim())
                    .map((element) => Math.round((1000 * measure(element)) / innerHeight)),
            );
        return {
            prose: smallest(".jp-RenderedMarkdown :is(p, li, td), .widget-html-content > div, .widget-htmlmath-content p", size),
            code: smallest(".cm-line, .jp-RenderedText pre", size),
            pictures: smallest("svg text", scale),
        };
    }

    return { look, faults, letters };
})();
