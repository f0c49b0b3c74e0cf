const STORED_KEY = 'touchpoint-key';
/** What a deployed stage answers to more than 4 MB. */
const TOO_LARGE = 413;

/** An answer that is not a success. `status` is 0 when the stage did not answer at all. */
export class StageError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The key that the reader signed in with, `keyId.secret`. */
export const key = {
  get: () => sessionStorage.getItem(STORED_KEY),
  set: (value) => sessionStorage.setItem(STORED_KEY, value),
  forget: () => sessionStorage.removeItem(STORED_KEY),
};

/** Takes the key out of `#key=…`, as the terminal's link carries it, and out of the address bar. */
export function takeKeyFromAddress() {
  const found = /^#key=(.+)$/.exec(location.hash);
  if (!found) return;
  key.set(decodeURIComponent(found[1]));
  history.replaceState(null, '', location.pathname);
}

export async function applications() {
  const found = [];
  let token;
  do {
    const page = await json(`/v1/apps?page-size=100${token ? `&token=${encodeURIComponent(token)}` : ''}`);
    found.push(...(page.Item ?? []));
    token = page.NextToken;
  } while (token);
  return found.map(({ Id, Name }) => ({ id: Id, name: Name }));
}

export const segments = async (app) => (await json(`/segments?app=${encodeURIComponent(app)}`)).items;
export const uploads = async () => (await json('/uploads')).items;
export const upload = (id) => json(`/uploads/${encodeURIComponent(id)}`);
export const mail = (id) => json(`/local/mailbox/${encodeURIComponent(id)}`);
export const mailSource = (id) => text(`/local/mailbox/${encodeURIComponent(id)}/source`);
export const rejects = (id) => text(`/uploads/${encodeURIComponent(id)}/rejects`);

/** The local stage's mailbox; `undefined` on a deployed stage, which has none. */
export async function mailbox(app) {
  try {
    return await json(`/local/mailbox?${new URLSearchParams({ app, limit: 12 })}`);
  } catch (error) {
    if (error.status === 404) return undefined;
    throw error;
  }
}

/** Sends a file. `onProgress` gets the share that has gone, 0 to 1. */
export function sendFile(file, query, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far a body has gone
    request.open('PUT', `/uploads/${encodeURIComponent(file.name)}?${new URLSearchParams(query)}`);
    request.setRequestHeader('authorization', `Bearer ${key.get()}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onerror = () => reject(new StageError(0, 'The stage did not answer.'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else if (request.status === TOO_LARGE) {
        reject(new StageError(TOO_LARGE, 'too large for this page; send it with `npx touchpoint upload`.'));
      } else reject(refusal(request.status, request.responseText));
    };
    request.send(file);
  });
}

async function json(path) {
  return JSON.parse(await text(path));
}

async function text(path) {
  let response;
  try {
    response = await fetch(path, { headers: { authorization: `Bearer ${key.get()}` } });
  } catch {
    throw new StageError(0, 'The stage did not answer.');
  }
  const body = await response.text();
  if (!response.ok) throw refusal(response.status, body);
  return body;
}

function refusal(status, body) {
  let message = `The stage answered ${status}.`;
  try {
    const answer = JSON.parse(body);
    message = answer.error?.message ?? answer.Message ?? answer.message ?? message;
  } catch {
    // not JSON: the status says it all
  }
  return new StageError(status, message);
}
