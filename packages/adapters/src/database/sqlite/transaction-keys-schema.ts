/** What a client calls its transaction, so that declaring it twice makes one. */
export const transactionKeysSchema = `
alter table transactions add column key text;
create unique index transactions_by_key on transactions (owner_id, key);
`;
