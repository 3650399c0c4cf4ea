/**
 * The components that pages are built of. What to use when: docs/design.md.
 * Markdown and LocalText load the Markdown parser: keep them off pages with client code (`csr = true`).
 */
export { default as Chain } from './Chain.svelte';
export { default as MiniChain } from './MiniChain.svelte';
export { default as Kicker } from './Kicker.svelte';
export { default as Card } from './Card.svelte';
export { default as Facts } from './Facts.svelte';
export { default as Voices } from './Voices.svelte';
export { default as TodoList } from './TodoList.svelte';
export { default as Gate } from './Gate.svelte';
export { default as Notice } from './Notice.svelte';
export { default as EmptyState } from './EmptyState.svelte';
export { default as ButtonLink } from './ButtonLink.svelte';
export { default as Confirm } from './Confirm.svelte';
export { default as SideNav } from './SideNav.svelte';
export { default as Steps } from './Steps.svelte';
export { default as Breadcrumbs } from './Breadcrumbs.svelte';
export { default as Timeline } from './Timeline.svelte';

export { default as Form } from './forms/Form.svelte';
export { default as ErrorSummary } from './forms/ErrorSummary.svelte';
export { default as TextField } from './forms/TextField.svelte';
export { default as TextArea } from './forms/TextArea.svelte';
export { default as Select } from './forms/Select.svelte';
export { default as RadioGroup } from './forms/RadioGroup.svelte';
export { default as CheckboxGroup } from './forms/CheckboxGroup.svelte';
export { default as CodeField } from './forms/CodeField.svelte';
export { default as Checkbox } from './forms/Checkbox.svelte';
export { default as DateField } from './forms/DateField.svelte';
export { default as DateTimeField } from './forms/DateTimeField.svelte';
export { default as NumberField } from './forms/NumberField.svelte';
export { default as MoneyField } from './forms/MoneyField.svelte';
export { default as FileField } from './forms/FileField.svelte';
export { default as Fieldset } from './forms/Fieldset.svelte';
export { default as Hidden } from './forms/Hidden.svelte';
export { default as Steady } from './forms/Steady.svelte';
export { default as SubmitButton } from './forms/SubmitButton.svelte';

export { default as Tabs } from './lists/Tabs.svelte';
export { default as Pagination } from './lists/Pagination.svelte';
export { default as Table } from './lists/Table.svelte';
export { default as Search } from './lists/Search.svelte';
export { default as Facets } from './lists/Facets.svelte';
export { default as ActiveFilters } from './lists/ActiveFilters.svelte';

export { default as DateText } from './text/DateText.svelte';
export { default as Deadline } from './text/Deadline.svelte';
export { default as Money } from './text/Money.svelte';
export { default as LocalText } from './text/LocalText.svelte';
export { default as Markdown } from './text/Markdown.svelte';
export { default as Rendered } from './text/Rendered.svelte';
export { default as Diff } from './text/Diff.svelte';

export type {
	ChainPlace,
	Column,
	Fact,
	FacetGroup,
	LinkItem,
	PlaceState,
	Sort,
	TodoItem,
	Voice
} from './types.ts';
export type { Option } from './forms/context.ts';

export { default as Shell } from './shell/Shell.svelte';
export { default as Strands } from './shell/Strands.svelte';
export { default as Head } from './shell/Head.svelte';
export { default as JsonLd } from './shell/JsonLd.svelte';
export { default as ErrorPage } from './shell/ErrorPage.svelte';

export { default as LineChart } from './charts/LineChart.svelte';
export { default as BarList } from './charts/BarList.svelte';
export { default as LikertBar } from './charts/LikertBar.svelte';
export { default as StackedBar } from './charts/StackedBar.svelte';
export { default as Sparkline } from './charts/Sparkline.svelte';
export { default as CountyMap } from './charts/CountyMap.svelte';
export type { Bar, LikertRow, LinePoint, LineSeries, StackRow } from './charts/types.ts';
