// Copy or join the vendored assets into sizao/web/static/vendor and write their table.
// `node build.mjs --check` writes nothing and fails when a committed file differs.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "..", "..", "sizao", "web", "static", "vendor");

const read = (...parts) => readFileSync(join(modules, ...parts), "utf8");

// Hashed static storage refuses a source map that is not shipped.
const withoutSourceMap = (text) => text.replace(/\n?\/[*/]# sourceMappingURL=.*$/m, "");

function sprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").trim().split("\n");
  const symbols = names.map((name) => {
    const body = read("@tabler", "icons", "icons", "outline", `${name}.svg`)
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace("</svg>", "")
      .replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
      .replace(/\s*\n\s*/g, "")
      .replace(/ \/>/g, "/>");
    return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

const packages = [
  {
    name: "bootstrap", license: "MIT", folder: "bootstrap", file: "bootstrap.min.css",
    text: () => withoutSourceMap(read("bootstrap", "dist", "css", "bootstrap.min.css")),
    how: "`dist/css/bootstrap.min.css`, source map line removed; its JavaScript is not used",
  },
  {
    name: "htmx.org", license: "0BSD", folder: "htmx", file: "htmx.min.js",
    text: () => withoutSourceMap(read("htmx.org", "dist", "htmx.min.js")),
    how: "`dist/htmx.min.js`, unchanged",
  },
  {
    name: "idb", license: "ISC", folder: "idb", file: "idb.js",
    text: () => read("idb", "build", "umd.js"),
    how: "`build/umd.js`, unchanged; gives the global `idb`",
  },
  {
    name: "@tabler/icons", license: "MIT", folder: "tabler", file: "icons.svg",
    text: sprite,
    how: "outline icons named in `tools/assets/icons.txt`, one `<symbol>` each",
  },
];

const table = [
  "# Vendored assets",
  "",
  "Built by `npm ci && npm run build` in `tools/assets`; `npm run check` compares. Nothing here is edited by hand.",
  "",
  "| package | version | licence | file | kB | sha256 | how built |",
  "|---|---|---|---|---|---|---|",
];
const outputs = [];
for (const item of packages) {
  const text = item.text();
  const { version } = JSON.parse(read(item.name, "package.json"));
  const size = (Buffer.byteLength(text) / 1000).toFixed(1);
  const digest = createHash("sha256").update(text).digest("hex");
  outputs.push([join(item.folder, item.file), text]);
  outputs.push([join(item.folder, "LICENSE.txt"), read(item.name, "LICENSE")]);
  table.push(
    `| \`${item.name}\` | ${version} | ${item.license} | \`${item.folder}/${item.file}\` | ${size} | \`${digest}\` | ${item.how} |`,
  );
}
outputs.push(["README.md", `${table.join("\n")}\n`]);

const check = process.argv.includes("--check");
let differing = 0;
for (const [path, text] of outputs) {
  const target = join(vendor, path);
  if (check) {
    if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
      console.error(`differs: ${path}`);
      differing += 1;
    }
    continue;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
process.exitCode = differing ? 1 : 0;
