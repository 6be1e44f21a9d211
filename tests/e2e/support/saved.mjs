// Files that the page hands to the browser, and files that a person hands to the page.

/** The file that the button with this text in the menu "file" saves: its name, its first bytes as an address, its bytes. */
export async function saved(page, button) {
  const { name, address, base64 } = await page.evaluate(async (text) => {
    let done;
    const kept = new Promise((keep) => { done = keep; });
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    let blob;
    URL.createObjectURL = (made) => { blob = made; return createObjectURL.call(URL, made); };
    HTMLAnchorElement.prototype.click = function keep() { done([this.download, this.href.slice(0, 30)]); };
    const all = [...document.querySelectorAll('.pp-export button')];
    all.find((b) => b.textContent.includes(text)).click();
    const [name, address] = await kept;
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
    const bytes = blob ? new Uint8Array(await blob.arrayBuffer()) : new Uint8Array();
    let base64 = '';
    for (let at = 0; at < bytes.length; at += 0x7ff8) base64 += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x7ff8)));
    return { name, address, base64 };
  }, button);
  return { name, address, bytes: Buffer.from(base64, 'base64') };
}

/** Drops a file onto an element of the page, as a person does with the mouse. */
export function drop(page, selector, name, bytes) {
  return page.evaluate(([place, fileName, base64]) => {
    const content = Uint8Array.from(atob(base64), (c) => c.codePointAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], fileName));
    for (const type of ['dragover', 'drop']) {
      document.querySelector(place).dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  }, [selector, name, bytes.toString('base64')]);
}

/** Answers the file chooser that `act` opens with the file at this place, as a person does. */
export async function choose(page, act, place) {
  const asked = page.waitForFileChooser();
  // The browser obeys on two ways: a key would overtake the request to catch the chooser, were the request's answer not waited for.
  await page.evaluate(() => {});
  await act();
  const chooser = await asked;
  await chooser.accept([place]);
}
