export { openSqliteStore } from './database/sqlite/open-sqlite-store.ts';
