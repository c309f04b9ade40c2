// Drive the page of `jamlite page` and the pages of `explain --html` in Chromium; print what was seen as JSON.
// Arguments: the folder that has node_modules, the browser. Standard input: a JSON object, see test_page.py.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, browserPath] = process.argv.slice(2);
const require = createRequire(join(folder, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core"), "utf8");
const task = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const seen = { console: [], requests: [], axe: {}, wide: {} };

async function open(name, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.on("console", (message) => seen.console.push(`${name}: ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.console.push(`${name}: ${error}`));
  page.on("request", (request) => seen.requests.push(request.url()));
  await page.goto(url);
  return page;
}

async function judge(name, page) { // serious faults of accessibility, and whether the page scrolls sideways
  const found = await page.evaluate(`(() => { ${axe}; return axe.run(); })()`);
  seen.axe[name] = found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  seen.wide[name] = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  if (task.pictures) await page.screenshot({ path: join(task.pictures, `${name}.png`), fullPage: true });
}

const said = (page) => page.textContent("#said");
const until = (page, text) =>
  page.waitForFunction((wanted) => document.getElementById("said").textContent.includes(wanted), text);
const fold = (page, title) => page.click(`details.box summary:has-text("${title}")`);

async function paste(page) {
  await page.fill("#token", "eyJ");
  await until(page, "was it copied whole?");
  await page.locator("#token").fill("");
  await page.locator("#token").pressSequentially(task.token.slice(0, 30)); // typed, a character at a time
  seen.typed = await page.textContent("#coloured");
  await page.fill("#token", task.token);
  await until(page, "without what is missing");
  seen.colours = await page.$$eval("#coloured span", (all) => all.map((one) => one.textContent));
  seen.distinct = await page.$$eval("#coloured span", (all) => all.map((one) => getComputedStyle(one).color));
  seen.names = await page.$$eval("#names span", (all) => all.map((one) => one.textContent));
  await page.fill("#key", task.key);
  await until(page, "nothing was found wrong");
  seen.right = await said(page);
  seen.time = await page.textContent("dt:has(button:text-is('exp')) + dd");
  await page.focus("button.name:text-is('exp')");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  const tip = page.locator("dt:has(button:text-is('exp')) .tip");
  seen.tip = [await tip.textContent(), await tip.isVisible()];
  await judge("tip", page);
  await page.keyboard.press("Escape");
  seen.quiet = await tip.isVisible();
  await page.hover("button.name:text-is('alg')");
  seen.hover = await page.locator("dt:has(button:text-is('alg')) .tip").isVisible();
  const step = page.locator("#found details").first();
  seen.folded = [await step.getAttribute("open"), (await step.locator("summary").click(), await step.getAttribute("open"))];
}

async function tamper(page) {
  seen.tampered = {};
  for (const part of ["header", "payload", "signature"]) {
    const at = { header: 5, payload: task.token.indexOf(".") + 6, signature: task.token.lastIndexOf(".") + 6 }[part];
    await page.fill("#place", String(at));
    const where = await page.textContent("#where");
    await page.click("#tamper");
    await until(page, "refused");
    const open = await page.$$eval("#found details[open] .wrong", (all) => all.map((one) => one.parentNode.textContent));
    seen.tampered[part] = { where, said: await said(page), open, token: await page.inputValue("#token") };
    await page.click("#back");
    await until(page, "nothing was found wrong");
  }
  seen.restored = (await page.inputValue("#token")) === task.token;
  const [x, y] = await page.locator("#coloured .p2").evaluate((span) => {
    span.scrollIntoView({ block: "center" });
    const box = Array.from(span.getClientRects()).pop();
    return [box.left + box.width / 2, box.top + box.height / 2];
  });
  await page.mouse.click(x, y);
  seen.clicked = await page.textContent("#where");
}

async function make(page) {
  seen.made = {};
  await fold(page, "Make a token");
  seen.algorithms = await page.$$eval("#alg option", (all) => all.map((one) => one.textContent));
  for (const alg of seen.algorithms.filter((name) => name !== "RS256")) {
    await page.selectOption("#alg", alg);
    const before = await page.inputValue("#token");
    await page.click("#make");
    await page.waitForFunction((old) => document.getElementById("token").value !== old, before);
    await page.waitForFunction(() => !document.getElementById("make-said").textContent.includes("..."));
    await until(page, "explained; nothing was found wrong");
    seen.made[alg] = {
      token: await page.inputValue("#token"), key: await page.inputValue("#key"),
      private: await page.inputValue("#private"), html: (await page.innerHTML("#found")).length,
    };
    await page.fill("#key", "");
    await until(page, "without what is missing");
  }
}

async function totp(page) {
  await fold(page, "One-time codes");
  await page.click("#new-secret");
  await page.waitForFunction(() => document.getElementById("code").textContent.length === 6);
  const fresh = await page.inputValue("#secret");
  await page.fill("#secret", task.secret);
  await page.fill("#interval", "2");
  await page.dispatchEvent("#interval", "change");
  await page.waitForFunction((s) => document.getElementById("uri").textContent.includes(s + "&"), task.secret);
  const codes = new Set();
  for (let n = 0; n < 60 && codes.size < 3; n++) { // its clock runs
    codes.add(await page.textContent("#code"));
    await page.waitForTimeout(100);
  }
  await page.fill("#interval", "30");
  await page.dispatchEvent("#interval", "change");
  await page.waitForFunction(() => document.getElementById("left").max === 30);
  const left = Number(await page.inputValue("#left").catch(() => page.$eval("#left", (one) => one.value)));
  seen.totp = {
    fresh, codes: [...codes], left, code: await page.textContent("#code"), when: Date.now() / 1000,
    uri: await page.textContent("#uri"), svg: await page.innerHTML("#qr"),
  };
}

try {
  const page = await open("page", task.url);
  await judge("empty", page);
  seen.unfold = [await page.isVisible("#unfold")];
  await paste(page);
  seen.unfold.push(await page.isVisible("#unfold"));
  await judge("right", page);
  await page.click("#unfold");
  await tamper(page);
  await page.fill("#place", "30");
  await page.click("#tamper");
  await until(page, "refused");
  await judge("wrong", page);
  await page.click("#back");
  await make(page);
  await totp(page);
  await judge("all", page);
  await page.emulateMedia({ colorScheme: "dark" });
  await judge("dark", page);
  await page.setViewportSize({ width: 360, height: 740 });
  await judge("dark-narrow", page);
  await page.emulateMedia({ colorScheme: "light" });
  await judge("narrow", page);
  await page.fill("#token", task.hostile);
  await page.fill("#key", "");
  await until(page, "without what is missing");
  await page.waitForTimeout(300);
  seen.hostile = await page.evaluate("[typeof window.owned, document.querySelectorAll('#found img, #found script').length]");
  await judge("hostile", page);
  seen.stored = await page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]");

  const still = await open("still", task.url, { javaScriptEnabled: false });
  await still.fill("#token", task.token);
  await still.fill("#key", task.key);
  await still.click("#explain-button");
  seen.still = await still.textContent("#found");
  seen.stillHidden = await still.locator("#tamper").isVisible();
  if (task.pictures) await still.screenshot({ path: join(task.pictures, "still.png"), fullPage: true });

  for (const [name, url] of Object.entries(task.files)) {
    const file = await open(name, url);
    await judge(name, file);
    await file.emulateMedia({ colorScheme: "dark" });
    await judge(`${name}-dark`, file);
    await file.setViewportSize({ width: 360, height: 740 });
    await judge(`${name}-narrow`, file);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
