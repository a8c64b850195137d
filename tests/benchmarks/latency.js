// What the latency benchmark does in the page: press a key on a slider, and see when the picture has changed.
// A change counts when two frames have been drawn since: then it is on the screen.

const box = document.querySelector('.measured'), handle = box.querySelector('input[type=range], [role=slider]');
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const frame = () => new Promise(requestAnimationFrame);
const changes = []; // the moments at which pictures were on the screen
const frames = {blank: 0, jumps: 0}; // frames without a picture; frames in which the height of the whole changed

// What is to be seen: the data of an image, the element of a drawing (a new string makes a new element).
const pictures = () => [...box.querySelectorAll('svg, img')].map(node => node.src || node);

// Only a new picture counts: an output area changes several times on its way to one.
function watchElements() {
    let before = pictures();
    new MutationObserver(async () => {
        const now = pictures();
        if (!now.length || (now.length === before.length && now.every((picture, i) => picture === before[i]))) return;
        before = now;
        await frame();
        await frame();
        changes.push(performance.now());
    }).observe(box, {subtree: true, childList: true, attributes: true, characterData: true});
}

// A canvas changes without a change of its element, so its pixels are looked at once a frame.
async function watchCanvas(canvas) {
    const pixels = () => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
        .reduce((sum, value, i) => (i % 97 ? sum : (sum * 31 + value) | 0), 0);
    for (let before = pixels(); ; await frame()) {
        const now = pixels();
        if (now !== before) changes.push(performance.now());
        before = now;
    }
}

async function watchLayout() {
    for (let height = box.offsetHeight; ; await frame()) {
        const parts = [...box.querySelectorAll('svg, img, canvas, progress, .progress')];
        if (!parts.some(part => part.getBoundingClientRect().height > 0)) frames.blank += 1;
        if (box.offsetHeight !== height) frames.jumps += 1;
        height = box.offsetHeight;
    }
}

// The way without a kernel: the slider's number itself puts the ready picture into the page.
function drawInPage() {
    const ready = box.querySelector('.ready .widget-html-content, .ready .jupyter-widget-html-content');
    const text = ready.innerHTML;
    new MutationObserver(() => { ready.innerHTML = text + `<!--${handle.getAttribute('aria-valuenow')}-->`; })
        .observe(handle, {attributes: true, attributeFilter: ['aria-valuenow', 'aria-valuetext']});
}

let up = true;
function press() {
    const [now, low, high] = handle.type === 'range'
        ? [handle.valueAsNumber, +handle.min, +handle.max]
        : ['now', 'min', 'max'].map(name => +handle.getAttribute('aria-value' + name));
    if (now >= high - (high - low) / 8) up = false;
    if (now <= low + (high - low) / 8) up = true;
    if (handle.type === 'range') { // keys that are not from a person do not move it
        if (up) handle.stepUp();
        else handle.stepDown();
        handle.dispatchEvent(new Event('input', {bubbles: true}));
    } else {
        const key = up ? 'ArrowRight' : 'ArrowLeft';
        handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    }
}

window.latency = {
    // Milliseconds from a key to the changed picture; null if none came within three seconds.
    async step(rest) {
        const began = performance.now(), seen = changes.length;
        press();
        while (changes.length === seen && performance.now() - began < 3000) await sleep(1);
        const took = changes.length > seen ? changes[seen] - began : null;
        await sleep(rest);
        return took;
    },

    // A key every 16 ms: pictures a second, the lag after the last key, frames that were blank or jumped.
    async drag(seconds) {
        const began = performance.now(), seen = changes.length, before = {...frames};
        let last = began;
        while (performance.now() - began < 1000 * seconds) {
            press();
            last = performance.now();
            await sleep(16);
        }
        await sleep(1500);
        const drawn = changes.slice(seen).filter((t, i, all) => i === 0 || t - all[i - 1] > 2);
        return {
            rate: drawn.filter(t => t <= last).length / ((last - began) / 1000),
            lag: Math.max(0, drawn[drawn.length - 1] - last),
            blank: frames.blank - before.blank,
            jumps: frames.jumps - before.jumps,
        };
    },
};

const canvas = box.querySelector('canvas');
if (canvas) watchCanvas(canvas);
else watchElements();
if (box.classList.contains('without-kernel')) drawInPage();
watchLayout();
