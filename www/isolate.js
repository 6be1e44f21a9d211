// A service worker for hosts that cannot send the headers by which a page is isolated (docs/hosting.md): it adds them from the second load
// on. src/isolation.rs registers it, and only where the headers are missing.
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** What the host answers, with the headers. What cannot be looked into (another site's, a redirection) goes on as it is. */
async function isolated(request) {
  const answer = await fetch(request);
  if (answer.status === 0) return answer;
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

addEventListener('install', () => skipWaiting());
addEventListener('fetch', (event) => {
  const { request } = event;
  // Chromium asks so when its developer tools open, and then refuses to fetch: https://crbug.com/823392
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(isolated(request));
});
