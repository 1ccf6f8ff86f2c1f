import type { Asset } from '@reelmill/core';
import { Fragment } from 'react';
import { Panel } from '../asset/panel.tsx';
import { OnDemandRow } from './on-demand-row.tsx';
import { outputCard } from './output-card.tsx';

/** What was made of an asset beside the stream that the page plays. */
export const OutputList = ({ asset }: { readonly asset: Asset }) => {
  const cards = asset.outputs.flatMap((output) => {
    const card = outputCard(output, asset.id);
    return card === null ? [] : [{ name: output.name, card }];
  });
  if (cards.length + asset.onDemand.length === 0) return null;
  return (
    <Panel title="Outputs">
      <div>
        {cards.map(({ name, card }) => (
          <Fragment key={name}>{card}</Fragment>
        ))}
        {asset.onDemand.map(({ name, kind }) => (
          <OnDemandRow key={name} assetId={asset.id} name={name} kind={kind} />
        ))}
      </div>
    </Panel>
  );
};
