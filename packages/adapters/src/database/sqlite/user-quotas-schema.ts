/** What single users may have in place of what everybody may: JSON of those limits alone that are theirs. */
export const userQuotasSchema = `
create table user_quotas (
  user_id text not null primary key,
  limits text not null
);
`;
