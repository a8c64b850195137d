// Put into every page: whether the kernel has answered what was done there, and what is to be seen now.
window.learner = (() => {
    const notebook = () => window.jupyterapp.shell.currentWidget.content;
    const kernel = () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const unanswered = new Set();
    const complaints = []; // errors and stderr that come from the kernel, also from callbacks, which no cell shows
    let sent = 0;

    // From here on, follow the messages between the widgets of the notebook in front and its kernel.
    function follow() {
        unanswered.clear();
        complaints.length = 0;
        kernel().anyMessage.connect((_, { msg, direction }) => {
            if (direction === "send" && msg.header.msg_type === "comm_msg") {
                sent += 1;
                unanswered.add(msg.header.msg_id);
            }
        });
        kernel().iopubMessage.connect((_, { header, parent_header, content }) => {
            if (content.execution_state === "idle") unanswered.delete(parent_header.msg_id);
            if (header.msg_type === "error") complaints.push(`${content.ename}: ${content.evalue}`);
            if (content.name === "stderr") complaints.push(content.text);
        });
    }

    // Until the kernel has been sent more than `before` messages, and has answered all of them.
    async function answered(before) {
        const start = Date.now();
        while (sent === before || unanswered.size) {
            if (sent === before && Date.now() > start + 10000) throw new Error("the kernel was sent nothing");
            if (Date.now() > start + 100000) throw new Error("the kernel does not answer");
            await new Promise((again) => setTimeout(again, 4));
        }
    }

    // Focus a control and select what stands in it; what it is and where it stands.
    function focus(control) {
        control.focus();
        control.select?.();
        const { type, value, min, max, selectedIndex, options } = control;
        const places = { now: Number(value), low: Number(min), high: Number(max) };
        return { kind: type, ...places, index: selectedIndex, count: options?.length, sent };
    }

    function hash(text) {
        let sum = 0;
        for (let i = 0; i < text.length; i++) sum = (Math.imul(31, sum) + text.charCodeAt(i)) | 0;
        return sum;
    }

    // What a figure shows and says; of the picture a number that changes with it.
    function look(figure) {
        const picture = figure.querySelector("[role=img]");
        const values = (selector, read) => Array.from(figure.querySelectorAll(selector), read);
        return {
            picture: hash(picture.innerHTML),
            description: picture.getAttribute("aria-label"),
            text: figure.textContent,
            sliders: values("input[type=range]", (slider) => Number(slider.value)),
            boxes: values("input[type=number]", (box) => Number(box.value)),
        };
    }

    async function lookWhenAnswered(figure, before) {
        await answered(before);
        return look(figure);
    }

    // {id: text of the outputs} of the cells that `words`, {id: words}, names, once each of them holds its words; or as
    // they are ten seconds later. Markdown takes a moment to be shown.
    async function outputs(words) {
        const end = Date.now() + 10000;
        const cells = notebook().widgets.filter((cell) => cell.model.id in words);
        const text = (cell) => cell.outputArea.node.textContent;
        while (Date.now() < end && !cells.every((cell) => text(cell).includes(words[cell.model.id])))
            await new Promise((again) => setTimeout(again, 20));
        return Object.fromEntries(cells.map((cell) => [cell.model.id, text(cell)]));
    }

    // Give the cells of these ids other sources.
    function write(sources) {
        for (const cell of notebook().widgets)
            if (cell.model.id in sources) cell.model.sharedModel.setSource(sources[cell.model.id]);
    }

    // Run the cells of these ids and no others; false if one of them fails.
    function run(ids) {
        const chosen = notebook().widgets.filter((cell) => ids.includes(cell.model.id));
        notebook().deselectAll();
        notebook().activeCellIndex = notebook().widgets.indexOf(chosen[0]);
        chosen.forEach((cell) => notebook().select(cell));
        return window.jupyterapp.commands.execute("notebook:run-cell");
    }

    // What an expression is in the kernel, as text.
    async function value(expression) {
        const request = { code: "", silent: true, user_expressions: { asked: expression } };
        const reply = await kernel().requestExecute(request).done;
        return reply.content.user_expressions.asked.data["text/plain"];
    }

    return { follow, answered, sent: () => sent, focus, look, lookWhenAnswered, outputs, write, run, value, complaints };
})();
