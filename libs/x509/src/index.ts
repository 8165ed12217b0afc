/** Certificates, CSRs and SPIFFE IDs over node-forge's ASN.1 and node:crypto's keys. */
export {}
