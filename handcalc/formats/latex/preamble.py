"""The preamble of a complete document, and the commands used in its body."""

from __future__ import annotations

PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=22mm]{geometry}
\ifdefined\Umathchar\else % pdfLaTeX
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
  \usepackage{lmodern,textcomp}
\fi
\usepackage{amsmath,amssymb}
\usepackage[table]{xcolor}
\begin{document}
"""

END = "\\end{document}\n"

NEEDED = """% A part to \\input into a document. It needs
%   \\usepackage[T1]{fontenc}  (with pdfLaTeX, for signs such as < and \\)
%   \\usepackage{amsmath,amssymb}
%   \\usepackage[table]{xcolor}
"""

COMMANDS = r"""% How things look; a document that defines one of these before has it its own way.
\providecommand{\hcfacts}[1]{\par\noindent{\small #1\par}}
\providecommand{\hcshape}[1]{\hspace{1em plus 1fill}{\normalfont\small #1}}
\providecommand{\hctables}{\tabcolsep=4pt\renewcommand{\arraystretch}{1.15}}
\providecommand{\hcformula}[1]{\par%
  {\leftskip=1.2em\rightskip=0pt plus 1fil\parindent=0pt$\displaystyle #1$\par}}
\providecommand{\hcline}[1]{\par\vspace{4pt plus 1pt}%
  {\leftskip=1.2em\rightskip=0pt plus 1fil\parindent=0pt\hctables#1\par}}
\providecommand{\hcnote}[1]{\hcline{\small\itshape #1}}
\providecommand{\hcgivens}[1]{\par\nointerlineskip
  {\raggedright\parindent=0pt\lineskip=12pt\lineskiplimit=12pt\hctables#1\par}}
\providecommand{\hcgiven}[2]{\begin{tabular}[t]{@{}l@{}}#1\\[4pt]#2\end{tabular}\hspace{2.2em}}
\providecommand{\hclabel}[1]{\sbox0{\textup{\small #1}}\ifdim\wd0>125pt
  \parbox{125pt}{\raggedright\strut\textup{\small #1}\strut}\else\usebox0\fi}
\providecommand{\hcshade}{\cellcolor{black!8}}
\providecommand{\hcworked}[1]{{\fboxsep=1.5pt\hspace*{-1.9pt}\fbox{#1}\hspace*{-1.9pt}}}
\providecommand{\hcanswer}[1]{\underline{\textbf{\boldmath #1}}}
\providecommand{\hcblank}{\rule{0pt}{1.7em}\underline{\hspace{2.8em}}}
\providecommand{\hcblankformula}{\rule{0pt}{1.4em}\underline{\hspace{16em}}}
% A character that the font may not have, by its number and as it is. pdfLaTeX prints the number.
\providecommand{\hcglyph}[2]{\ifdefined\Umathchar\iffontchar\font"#1 #2\else
  \texttt{\scriptsize<U+#1>}\fi\else\texttt{\scriptsize<U+#1>}\fi\allowbreak}
"""
