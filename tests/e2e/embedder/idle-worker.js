// A service worker that adds no headers: as a host that overrides ours might have it.
addEventListener('install', () => skipWaiting());
addEventListener('fetch', () => {});
