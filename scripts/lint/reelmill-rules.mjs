// Lint rules of this project's own, loaded by .oxlintrc.json.
import { judgeImport } from './judge-import.mjs';

/**
 * The part of a rule's context and of a syntax node that these rules use.
 * @typedef {{ filename: string, report: (problem: { node: Node, message: string }) => void }} Context
 * @typedef {{ source: { value?: unknown } | null }} Node
 */

/** Holds the import table, for every way of naming another module. */
const importTable = {
  /** @param {Context} context */
  create(context) {
    /** @param {Node} node */
    const judge = (node) => {
      const target = node.source?.value;
      if (typeof target !== 'string') return;
      const message = judgeImport(context.filename, target);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: judge,
      ExportNamedDeclaration: judge,
      ExportAllDeclaration: judge,
      ImportExpression: judge,
      TSImportType: judge,
    };
  },
};

/** A package's door lists what goes through it. */
const noExportStar = {
  /** @param {Context} context */
  create: (context) => ({
    /** @param {Node} node */
    ExportAllDeclaration: (node) =>
      context.report({ node, message: 'name what is exported instead of export *' }),
  }),
};

export default {
  meta: { name: 'reelmill' },
  rules: { 'import-table': importTable, 'no-export-star': noExportStar },
};
