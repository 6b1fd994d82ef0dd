// The default theme, readable on a telephone.
import theme from 'vitepress/theme'
import './style.css'

export default theme
