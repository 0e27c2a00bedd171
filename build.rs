//! Generates the LALR(1) parser of `grammar/python.lalrpop` into cargo's output folder.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::var("OUT_DIR")?;
    lalrpop::Configuration::new().set_in_dir("grammar").set_out_dir(out).emit_rerun_directives(true).process()?;
    Ok(())
}
