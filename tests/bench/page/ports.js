// Two plain workers that talk by a MessagePort of their own: what pipes and queues are compared with. Runs in the page.

const SOURCE = `
  let port;
  const answer = ({ data }) => port.postMessage(data);
  function pingPong(bytes, count) {
    return new Promise((done) => {
      const message = new Uint8Array(bytes);
      let left = count;
      const begin = performance.now();
      port.onmessage = () => {
        left -= 1;
        if (left === 0) done((performance.now() - begin) * 1000 / count);
        else port.postMessage(message);
      };
      port.postMessage(message);
    });
  }
  function stream(bytes, count) {
    return new Promise((done) => {
      const message = new Uint8Array(bytes);
      const begin = performance.now();
      port.onmessage = () => done((performance.now() - begin) * 1000 / count);
      for (let k = 0; k < count; k += 1) port.postMessage(message);
    });
  }
  self.onmessage = async ({ data }) => {
    if (data.port) {
      port = data.port;
      let left = data.stream;
      port.onmessage = left ? () => { left -= 1; if (left === 0) port.postMessage(null); } : answer;
      return;
    }
    postMessage(await (data.stream ? stream : pingPong)(data.bytes, data.count));
  };`;

/** Microseconds a message between two fresh workers: there and back, or one way if `stream`. */
export async function perMessage({ bytes, count, stream }) {
  const url = URL.createObjectURL(new Blob([SOURCE], { type: 'text/javascript' }));
  const [a, b] = [new Worker(url), new Worker(url)];
  const { port1, port2 } = new MessageChannel();
  a.postMessage({ port: port1 }, [port1]);
  b.postMessage({ port: port2, stream: stream ? count : 0 }, [port2]);
  const micros = new Promise((done) => { a.onmessage = ({ data }) => done(data); });
  a.postMessage({ bytes, count, stream });
  try {
    return await micros;
  } finally {
    a.terminate();
    b.terminate();
    URL.revokeObjectURL(url);
  }
}
