/** An element, with text or elements inside. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly content: readonly (XmlElement | string)[];
}

/** Attributes that are undefined are left out. */
export const element = (
  name: string,
  attributes: XmlElement['attributes'],
  content: XmlElement['content'] = [],
): XmlElement => ({ name, attributes, content });

/** The text of a document; titles come from media, so whatever they hold stays text. */
export const xmlDocument = (root: XmlElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}`;

const elementText = ({ name, attributes, content }: XmlElement, indent: string): string => {
  const listed = Object.entries(attributes)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  if (content.length === 0) return `${indent}<${name}${listed}/>\n`;
  const [first] = content;
  if (typeof first === 'string') return `${indent}<${name}${listed}>${escaped(first)}</${name}>\n`;
  const inner = content.map((item) => (typeof item === 'string' ? '' : elementText(item, `${indent}  `)));
  return `${indent}<${name}${listed}>\n${inner.join('')}${indent}</${name}>\n`;
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 has no way to say most control characters: they are left out. */
const escaped = (text: string): string =>
  Array.from(text)
    .filter((character) => character >= ' ' || '\t\n\r'.includes(character))
    .map((character) => ENTITIES[character] ?? character)
    .join('');
