//! Terms and privacy notice, before the first application (ACCEPTANCE.md R03, R04).

use super::pages::{not_found, page};
use crate::consent::{PRIVACY, TERMS, Terms};
use crate::language::Visit;
use crate::refusal::Refusal;
use crate::session_cookie::{self, Current};
use crate::store::Consent;
use crate::{Site, forms, headers, same_origin};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage {
    visit: Visit,
    form: &'static forms::Form,
    form_token: String,
    texts: [(&'static str, &'static Terms); 2],
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    current: Current,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    let Some(form) = forms::Form::named(&name) else { return Ok(not_found(visit)) };
    let (session, cookie) = current.or_begin(&site).await?;
    let page = page(&ConsentPage {
        visit,
        form,
        form_token: session_cookie::form_token(&session),
        texts: [("terms", &TERMS), ("privacy", &PRIVACY)],
    });
    Ok((cookie, headers::with_forms(page)).into_response())
}

/// What the page sends: a version for each box that is ticked.
#[derive(Deserialize)]
pub(super) struct Agreeing {
    token: String,
    terms: Option<String>,
    privacy: Option<String>,
}

pub(super) async fn agree(
    State(site): State<Arc<Site>>,
    current: Current,
    Path(name): Path<String>,
    visit: Visit,
    headers: HeaderMap,
    Form(agreeing): Form<Agreeing>,
) -> Result<Response, Refusal> {
    same_origin::check(&headers, &site.origin)?;
    let session = current.required()?;
    session_cookie::check_form_token(&session, &agreeing.token)?;
    let Some(form) = forms::Form::named(&name) else { return Ok(not_found(visit)) };
    let ticked = agreeing.terms.as_deref() == Some(TERMS.version)
        && agreeing.privacy.as_deref() == Some(PRIVACY.version);
    if !ticked {
        return Ok(Redirect::to(&visit.link(&form.consent_path())).into_response());
    }
    let consent =
        Consent { terms: TERMS.version.to_owned(), privacy: PRIVACY.version.to_owned(), at: (site.clock)() };
    site.store.agree(&session.id, &consent).await?;
    Ok(Redirect::to(&visit.link(&form.path())).into_response())
}
