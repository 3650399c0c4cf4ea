import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import ts from 'typescript';

/** One way into the application: a route with a method and, for forms, the action's name ('' is the default). */
export interface Door {
	/** As SvelteKit names it: `/[lang=lang]/my` */
	route: string;
	method: string;
	action: string;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every door of every route file. @throws when a file hides its actions from reading */
export function listDoors(root = 'src/routes'): Door[] {
	const files = globSync(`${root}/**/+{page.svelte,page.server.ts,server.ts}`).sort();
	const doors = files.flatMap((file) => {
		const route = `/${dirname(file).slice(root.length + 1)}`.replaceAll(/\/\([^)]+\)/g, '');
		return doorsOf(file).map((door) => ({ route: route.replace(/(?<=.)\/$/, ''), ...door }));
	});
	// A page has two files, and both say GET.
	return [...new Map(doors.map((door) => [doorName(door), door])).values()];
}

export function doorName({ route, method, action }: Door): string {
	return `${method} ${route}${action ? `?/${action}` : ''}`;
}

function doorsOf(file: string): Omit<Door, 'route'>[] {
	if (basename(file) === '+page.svelte') return [{ method: 'GET', action: '' }];
	const values = exportedValues(file);
	if (basename(file) === '+server.ts') {
		const names = [...METHODS, 'OPTIONS'].filter(
			(name) => values.has(name) || (values.has('fallback') && name !== 'OPTIONS')
		);
		return names.map((method) => ({ method, action: '' }));
	}
	const actions = actionNames(file, values.get('actions'));
	return [{ method: 'GET', action: '' }, ...actions.map((action) => ({ method: 'POST', action }))];
}

function exportedValues(file: string): Map<string, ts.Expression | undefined> {
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
	const found = new Map<string, ts.Expression | undefined>();
	for (const statement of source.statements) {
		if (!ts.canHaveModifiers(statement)) continue;
		if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
		if (ts.isFunctionDeclaration(statement)) found.set(statement.name!.text, undefined);
		if (!ts.isVariableStatement(statement)) continue;
		for (const { name, initializer } of statement.declarationList.declarations) {
			if (ts.isIdentifier(name)) found.set(name.text, initializer);
			else
				for (const element of name.elements)
					if (ts.isBindingElement(element)) found.set(element.name.getText(), undefined);
		}
	}
	return found;
}

function actionNames(file: string, value: ts.Expression | undefined): string[] {
	let node = value;
	while (node && (ts.isSatisfiesExpression(node) || ts.isAsExpression(node))) node = node.expression;
	if (!node) return [];
	if (!ts.isObjectLiteralExpression(node))
		throw new Error(`${file}: write actions as an object, so that they can be listed`);
	return node.properties.map((property) => {
		if (!property.name || ts.isComputedPropertyName(property.name))
			throw new Error(`${file}: name every action`);
		const name = property.name.getText().replaceAll(/['"]/g, '');
		return name === 'default' ? '' : name;
	});
}

/** Does one of the patterns name this route? A `*` at the end stands for everything below, and the route itself. */
export function isListed(patterns: readonly string[], route: string): boolean {
	return patterns.some((pattern) =>
		pattern.endsWith('/*') ? `${route}/`.startsWith(pattern.slice(0, -1)) : pattern === route
	);
}
