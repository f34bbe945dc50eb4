// A PouchDB server on this computer only: pouch_server.js PORT FOLDER
const fs = require('fs');
const express = require('express');
const PouchDB = require('pouchdb');

const [, , port, folder] = process.argv;
fs.mkdirSync(folder, { recursive: true });
const app = express();
app.use('/', require('express-pouchdb')(PouchDB.defaults({ prefix: `${folder}/` }), { mode: 'minimumForPouchDB' }));
app.listen(Number(port), '127.0.0.1');
