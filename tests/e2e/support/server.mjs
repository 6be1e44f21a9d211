// A static server for tests: a folder, the isolation headers unless a test wants to do without, and folders mounted beside it.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.rs': 'text/plain; charset=utf-8', '.ico': 'image/x-icon',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-require-corp',
};

function fileFor(mounts, address) {
  const wanted = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  const prefix = Object.keys(mounts).filter((p) => wanted.startsWith(p)).sort((a, b) => b.length - a.length)[0];
  if (wanted === prefix && prefix !== '/') return mounts[prefix];
  const file = path.join(mounts[prefix], path.normalize(`/${wanted.slice(prefix.length)}`));
  return file.endsWith('/') ? `${file}index.html` : file;
}

/**
 * Serves `mounts` (address prefix → folder, or path → file; `/` is needed) on a free port of this machine.
 * `requests` are the paths that were asked for so far; what `refused` holds is answered with 404.
 * @returns {Promise<{url: string, requests: string[], refused: Set<string>, close: () => Promise<void>}>}
 */
export async function serve(mounts, { isolated = true } = {}) {
  const requests = [];
  const refused = new Set();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    requests.push(pathname);
    const file = fileFor(mounts, request.url);
    const found = refused.has(pathname) ? undefined : statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'Content-Length': found.size,
      'Cache-Control': 'no-cache',
      ...(isolated ? ISOLATION : {}),
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    requests,
    refused,
    close: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }),
  };
}
