// The site of docs/: its navigation follows from the files that are there.
import fs from 'node:fs'
import path from 'node:path'

const src = path.dirname(path.dirname(new URL(import.meta.url).pathname))

const names = folder => fs.existsSync(path.join(src, folder))
	? fs.readdirSync(path.join(src, folder)).sort() : []

// The first heading of a page.
const title = page => {
	const text = fs.readFileSync(path.join(src, page), 'utf8')
	const line = text.split('\n').find(l => l.startsWith('# '))
	return line ? line.slice(2).replaceAll('`', '') : page
}

const link = page => ({ text: title(page), link: '/' + page.replace(/index\.md$/, '').replace(/\.md$/, '') })

const pages = folder => names(folder)
	.filter(f => f.endsWith('.md')).map(f => link(`${folder}/${f}`))

// A module: its page, then its exercises in their order.
const modules = names('modules').filter(f => f.endsWith('.md')).map(f => {
	const name = f.replace(/\.md$/, '')
	const exercises = names(`exercises/${name}`)
		.map(id => `exercises/${name}/${id}/index.md`)
		.filter(p => fs.existsSync(path.join(src, p)))
		.map(link).sort((a, b) => a.text.localeCompare(b.text, 'en', { numeric: true }))
	return { ...link(`modules/${f}`), collapsed: true, items: exercises }
})

const areas = names('patterns').filter(f => !f.endsWith('.md'))
	.map(area => ({ text: area, collapsed: true, items: pages(`patterns/${area}`) }))

const reference = names('.').filter(f => f.endsWith('.md') && f !== 'index.md')
	.map(f => link(f)).concat(link('exercises/index.md'))

// Vue would take what stands between {{ and }} for an expression.
function quoteBraces(md) {
	for (const name of ['text', 'code_inline', 'code_block']) {
		const render = md.renderer.rules[name]
		md.renderer.rules[name] = (...args) =>
			render(...args).replaceAll('{{', '&#123;&#123;')
	}
}

export default {
	title: 'codex-toolkit',
	description: 'Unix filters that put a language model to work on code bases',
	// no request for an icon that is not there
	head: [['link', { rel: 'icon', href: 'data:,' }]],
	// the pages are text: no HTML in them, and {{ }} is what it says
	markdown: { html: false, config: quoteBraces },
	themeConfig: {
		search: { provider: 'local' },
		nav: [
			{ text: 'Course', link: '/modules/01-internals' },
			{ text: 'Patterns', link: '/patterns/' },
			{ text: 'Playbook', link: '/playbook/' },
			{ text: 'Helpers', link: '/helpers' },
		],
		sidebar: [
			{ text: 'The Mastery Program', items: modules },
			{ text: 'Patterns', items: areas },
			{ text: 'Playbook', items: pages('playbook') },
			{ text: 'Reference', collapsed: true, items: reference },
			{ text: 'Manual', collapsed: true, items: pages('man') },
		],
	},
}
