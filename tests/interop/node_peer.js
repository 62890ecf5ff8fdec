// Reads lines of JSON {op, …} from standard input, answers each with a line of JSON.
// Run with NODE_PATH at the folder that holds @wecom/crypto.
'use strict';

const readline = require('node:readline');
const { decrypt, encrypt, getSignature } = require('@wecom/crypto');

const ops = {
  sign: ({ token, timestamp, nonce, encrypted }) => getSignature(token, timestamp, nonce, encrypted),
  seal: ({ key, text, receiver }) => encrypt(key, text, receiver),
  open: ({ key, encrypted }) => {
    const { message, id } = decrypt(key, encrypted);
    return { message, receiver: id };
  },
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const question = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(ops[question.op](question))}\n`);
});
