// One step of a PouchDB client: pouch_client.js STEP FOLDER ENDPOINT DOCUMENTS; prints one line of JSON.
// Steps: add (all documents), edit (one field), push, pull.
const fs = require('fs');
const PouchDB = require('pouchdb');

const [, , step, folder, endpoint, documents] = process.argv;
const db = new PouchDB(folder);

(async () => {
  const start = Date.now();
  if (step === 'add') {
    const lines = fs.readFileSync(documents, 'utf8').trim().split('\n').map(JSON.parse);
    for (let at = 0; at < lines.length; at += 1000) await db.bulkDocs(lines.slice(at, at + 1000));
  } else if (step === 'edit') {
    const found = await db.allDocs({ limit: 1, skip: Math.floor((await db.info()).doc_count / 2), include_docs: true });
    await db.put({ ...found.rows[0].doc, status: `done ${Date.now()}` });
  } else if (step === 'push') await db.replicate.to(endpoint);
  else await db.replicate.from(endpoint);
  const seconds = (Date.now() - start) / 1000;
  console.log(JSON.stringify({ seconds, records: (await db.info()).doc_count }));
  process.exit(0);
})().catch((error) => {
  console.error(String(error.message || error));
  process.exit(1);
});
