"""Start: what does Streamlit run?

A script in a folder of its own. Beside a folder named `pages`, Streamlit takes its files for scripts, and where a link is
the first thing that a server is asked for, it runs one without the frame that `app.py` puts around it.
"""

from dashboards.app import main

main()
