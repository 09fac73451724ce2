import {
  ActionIcon,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  FileInput,
  type MantineColorsTuple,
  Menu,
  Modal,
  NativeSelect,
  PasswordInput,
  SegmentedControl,
  Select,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

const teal: MantineColorsTuple = [
  "#edf7f6",
  "#d8eceb",
  "#aedad8",
  "#7fc5c2",
  "#54afac",
  "#32979a",
  "#1b7f83",
  "#0f6a70",
  "#0b555b",
  "#083f45",
];
const gray: MantineColorsTuple = [
  "#f7f9fa",
  "#f0f3f5",
  "#e5eaed",
  "#d6dde2",
  "#b9c3cb",
  "#818d97",
  "#5c6872",
  "#46515b",
  "#2f3942",
  "#1a2229",
];
const dark: MantineColorsTuple = [
  "#dce3e8",
  "#b9c3cb",
  "#97a4ae",
  "#6e7b86",
  "#37424b",
  "#2a333b",
  "#1d242a",
  "#14191e",
  "#0f1418",
  "#0a0e11",
];

const order: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];
const field = { size: "xs", radius: "sm", inputWrapperOrder: order };

/** Gatehouse's Mantine theme: one teal for action, cool greys, 13/14/16/20/26 type. */
export const theme = createTheme({
  colors: { teal, gray, dark },
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 6 },
  fontFamily: '"Inter Variable", Inter, system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.45", lg: "1.4", xl: "1.3" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "6px", md: "8px", lg: "10px", xl: "16px" },
  defaultRadius: "md",
  respectReducedMotion: true,
  cursorType: "pointer",
  headings: { fontWeight: "620" },
  components: {
    Button: Button.extend({
      defaultProps: { size: "xs", radius: "sm" },
      vars: (_theme, props) => {
        const large = props.size === "md" || props.size === "lg";
        return { root: { "--button-fz": large ? "15px" : "13px", "--button-padding-x": large ? "18px" : "12px" } };
      },
      styles: { root: { fontWeight: 550 } },
    }),
    FileInput: FileInput.extend({ defaultProps: { ...field } }),
    TextInput: TextInput.extend({ defaultProps: { ...field } }),
    Textarea: Textarea.extend({ defaultProps: { ...field } }),
    Select: Select.extend({ defaultProps: { ...field } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { ...field } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { ...field } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "xs", radius: "xs" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray" } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { size: "xs" },
      vars: () => ({ root: { "--sc-padding": "3px 10px", "--sc-font-size": "13px" } }),
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 100 } } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        padding: 20,
        radius: "md",
        transitionProps: { duration: 120 },
        closeButtonProps: { "aria-label": "Close" },
      },
      styles: { title: { fontSize: "16px", fontWeight: 620 } },
    }),
    Drawer: Drawer.extend({
      defaultProps: { transitionProps: { duration: 120 } },
      styles: { title: { fontSize: "16px", fontWeight: 620 } },
    }),
    // A header element would be a second banner landmark beside the shell's.
    ModalHeader: Modal.Header.extend({ defaultProps: { role: "presentation" } }),
    DrawerHeader: Drawer.Header.extend({ defaultProps: { role: "presentation" } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 250, transitionProps: { duration: 80 } } }),
  },
  shadows: { md: "var(--gh-shadow)", lg: "var(--gh-shadow)", xl: "var(--gh-shadow)", sm: "var(--gh-shadow)" },
});

type StatusRow = [text: string, background: string, line: string, solid: string];

const status = (rows: Record<string, StatusRow>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(rows).flatMap(([tone, [text, background, line, solid]]) => [
      [`--gh-${tone}`, text],
      [`--gh-${tone}-bg`, background],
      [`--gh-${tone}-line`, line],
      [`--gh-${tone}-solid`, solid],
    ]),
  );

/** The `--gh-*` surfaces, lines and status hues of each colour scheme. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    "--gh-rail-width": "204px",
    "--gh-topbar": "48px",
    "--gh-shadow": "0 8px 28px rgba(10,20,28,.16), 0 1px 3px rgba(10,20,28,.10)",
  },
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#1a2229",
    "--mantine-color-dimmed": "#5c6872",
    "--mantine-color-placeholder": "#5c6872",
    "--mantine-color-error": "#ad231c",
    "--mantine-color-anchor": "#0f6a70",
    "--mantine-color-default-border": "#d6dde2",
    "--mantine-color-default-color": "#1a2229",
    "--mantine-color-default-hover": "#f0f3f5",
    "--mantine-color-teal-light": "#e3f1f0",
    "--mantine-color-teal-light-hover": "#d8eceb",
    "--mantine-color-teal-light-color": "#0f6a70",
    "--mantine-color-gray-light-color": "#46515b",
    "--gh-rail": "#f7f9fa",
    "--gh-sunken": "#f7f9fa",
    "--gh-raised": "#ffffff",
    "--gh-hover": "#f0f3f5",
    "--gh-select": "#e3f1f0",
    "--gh-brand-soft": "#edf7f6",
    "--gh-brand-line": "#aedad8",
    "--gh-brand": "#0f6a70",
    "--gh-brand-fill": "#0f6a70",
    "--gh-line": "#e5eaed",
    "--gh-line2": "#d6dde2",
    "--gh-field": "#818d97",
    "--gh-input": "#ffffff",
    ...status({
      good: ["#13693f", "#e6f4ec", "#b5dcc6", "#1f9d5f"],
      work: ["#1d57b0", "#e8f0fc", "#bdd2f3", "#3d7de0"],
      wait: ["#6440b0", "#f1ecfb", "#d5c7f0", "#8a63d6"],
      warn: ["#875000", "#fdf2de", "#efd29a", "#c27a08"],
      stop: ["#ad231c", "#fdecea", "#f2bfbb", "#d8392f"],
      off: ["#55616b", "#eef1f3", "#d0d8dd", "#818d97"],
    }),
  },
  dark: {
    "--mantine-color-body": "#14191e",
    "--mantine-color-text": "#dce3e8",
    "--mantine-color-dimmed": "#97a4ae",
    "--mantine-color-placeholder": "#97a4ae",
    "--mantine-color-error": "#ff968e",
    "--mantine-color-anchor": "#7fc5c2",
    "--mantine-color-default": "#1d242a",
    "--mantine-color-default-border": "#37424b",
    "--mantine-color-default-color": "#dce3e8",
    "--mantine-color-default-hover": "#2a333b",
    "--mantine-color-teal-light": "#11302f",
    "--mantine-color-teal-light-hover": "#173c3b",
    "--mantine-color-teal-light-color": "#7fc5c2",
    "--mantine-color-gray-light-color": "#b9c3cb",
    "--gh-rail": "#0f1418",
    "--gh-sunken": "#0f1418",
    "--gh-raised": "#1a2127",
    "--gh-hover": "#1d242a",
    "--gh-select": "#11302f",
    "--gh-brand-soft": "#11292a",
    "--gh-brand-line": "#1e5153",
    "--gh-brand": "#7fc5c2",
    "--gh-brand-fill": "#1b7f83",
    "--gh-line": "#252e35",
    "--gh-line2": "#37424b",
    "--gh-field": "#64717c",
    "--gh-input": "#1d242a",
    ...status({
      good: ["#6ad3a0", "#12291f", "#24513b", "#2fb277"],
      work: ["#8ab8ff", "#142540", "#284873", "#4e8ff0"],
      wait: ["#bea6f7", "#251d3b", "#463769", "#9673e6"],
      warn: ["#f1b85f", "#312408", "#5c4415", "#dd9422"],
      stop: ["#ff968e", "#381715", "#6b2a26", "#e5534a"],
      off: ["#a3afb8", "#20282f", "#37424b", "#6e7b86"],
    }),
  },
});
