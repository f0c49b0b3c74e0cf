// ask.mjs PATH [JSON]: prints what the smoke test's stage answers; a body makes it a POST.
const [path, body] = process.argv.slice(2);
const { TOUCHPOINT_ENDPOINT, TOUCHPOINT_ACCESS_KEY_ID, TOUCHPOINT_SECRET_ACCESS_KEY } = process.env;
const response = await fetch(TOUCHPOINT_ENDPOINT + path, {
  method: body ? 'POST' : 'GET',
  headers: {
    authorization: `Bearer ${TOUCHPOINT_ACCESS_KEY_ID}.${TOUCHPOINT_SECRET_ACCESS_KEY}`,
    'content-type': 'application/json',
  },
  body,
  signal: AbortSignal.timeout(20_000),
}).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
console.log(await response.text());
process.exitCode = response.ok ? 0 : 1;
