// Bundles entry.js into echarts.js, compresses it as a page embeds it, and notes version and checksum.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const place = process.argv[2] ?? ".";
const { version } = JSON.parse(readFileSync("node_modules/echarts/package.json", "utf8"));
const { outputFiles } = await build({
  entryPoints: ["entry.js"],
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  format: "iife",
  legalComments: "none", // NOTICE and the licenses lie beside it, and in every page
  minify: true,
  target: "es2020",
  write: false,
});
const script = outputFiles[0].contents;
const sha256 = createHash("sha256").update(script).digest("hex");
writeFileSync(`${place}/echarts.js.gz`, gzipSync(script, { level: 9 }));
writeFileSync(`${place}/echarts.json`, JSON.stringify({ version, sha256 }, null, 2) + "\n");
