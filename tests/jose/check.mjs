// Verifies one compact JWS with npm's jose, to compare with what our own verification says.
//
// Reads JSON on standard input:
//   {"jws": "...", "jwk": {...}, "typ": "...", "payload_base64url": "..."}
// Exits 0 if the signature is the key's, over exactly this payload, under exactly this type;
// otherwise prints why and exits 1.

import { readFileSync } from "node:fs";

import { compactVerify, importJWK } from "jose";

const ALGORITHM = "Ed25519";

async function whatIsWrong({ jws, jwk, typ, payload_base64url }) {
  const key = await importJWK(jwk, ALGORITHM);
  const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: [ALGORITHM] });
  if (protectedHeader.typ !== typ) {
    return `the type is ${protectedHeader.typ}, not ${typ}`;
  }
  if (!Buffer.from(payload).equals(Buffer.from(payload_base64url, "base64url"))) {
    return "the payload is another one";
  }
  return null;
}

let problem;
try {
  problem = await whatIsWrong(JSON.parse(readFileSync(0, "utf8")));
} catch (error) {
  problem = `${error.code ?? error.name}: ${error.message}`;
}
if (problem) {
  console.error(problem);
  process.exitCode = 1;
}
