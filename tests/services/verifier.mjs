// Checks credentials with verifier-core of the Digital Credentials Consortium, which
// shares no code with ours: a JSON list on standard input, a JSON list of results out.
// It would also fetch a schema from the internet; nothing but the site itself is asked.
import { verifyCredential } from '@digitalcredentials/verifier-core'

console.log = () => {}
const ask = globalThis.fetch
globalThis.fetch = (what, more) =>
  new URL(what.url ?? what).hostname === 'localhost' ? ask(what, more) : Promise.reject(new Error('elsewhere'))

let text = ''
for await (const chunk of process.stdin) text += chunk
const found = []
for (const credential of JSON.parse(text)) {
  const { log, errors } = await verifyCredential({ credential, knownDIDRegistries: [] })
  found.push({ log: log ?? [], errors: (errors ?? []).map(({ name, message }) => ({ name, message })) })
}
process.stdout.write(JSON.stringify(found))
