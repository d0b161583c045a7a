import { build } from 'esbuild';

await build({
  entryPoints: ['src/main.ts'],
  outfile: '../../dist/apps/node/server.mjs',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Fastify and its dependencies are CommonJS, and call `require` for Node's own modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
